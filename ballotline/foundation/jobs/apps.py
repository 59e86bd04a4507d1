from django.apps import AppConfig

from ballotline.foundation.jobs import checks


class JobsConfig(AppConfig):
    name = "ballotline.foundation.jobs"
    label = "jobs"
    start_up_checks = (checks.every_named_job_is_there, checks.every_time_passes)
