"""How a signer is named in public: {% load petition %}, {{ signer.name|public_name }}."""

from django import template

from ballotline.organizing.actions.kinds.petition.rules import first_name

register = template.Library()
register.filter("public_name", first_name)
