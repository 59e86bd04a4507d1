"""What a division is called: {% load offices %}, {{ office.division|place }}; with what it lies in: |whereabouts."""

from django import template

from ballotline.record.places.rules import spoken, whereabouts

register = template.Library()
register.filter("place", spoken)
register.filter("whereabouts", whereabouts)
