"""Whether this page may offer a passkey: `{% passkeys_offered as passkeys %}`."""

from django import template
from django.template import Context

from ballotline.movement.accounts.pages import offers_passkeys

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_offered(context: Context) -> bool:
    return offers_passkeys(context["request"])
