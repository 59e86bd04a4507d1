"""How a signer is named in public: {{ signer.name|public_name }}; and on a page behind their own link: |short_name."""

from django import template

from ballotline.movement.arrivals.rules import first_name, short_name

register = template.Library()
register.filter("public_name", first_name)
register.filter("short_name", short_name)
