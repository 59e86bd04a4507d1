from django.apps import AppConfig

from ballotline.foundation.ui import checks


class UiConfig(AppConfig):
    name = "ballotline.foundation.ui"
    label = "ui"
    start_up_checks = (
        checks.every_function_of_the_frame_fits,
        checks.every_address_of_the_frame_is_there,
        checks.every_permission_of_the_desk_is_known,
    )
