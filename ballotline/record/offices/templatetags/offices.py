"""What a division is called: {% load offices %}, {{ office.division|place }}."""

from django import template

from ballotline.record.places.rules import spoken

register = template.Library()
register.filter("place", spoken)
