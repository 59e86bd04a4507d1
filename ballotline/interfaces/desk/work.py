"""What work in the background is called at the desk, by the name of its job. A job without words shows its name."""

from django.utils.translation import gettext_lazy

WORK = {
    "accounts.tidy": gettext_lazy("Forget what signing in left behind"),
    "actions.close_what_is_over": gettext_lazy("Close what is over"),
    "arrivals.forget": gettext_lazy("Forget what nobody confirmed"),
    "arrivals.remind": gettext_lazy("Write again to those who have not answered"),
    "backups.make": gettext_lazy("Make a backup"),
    "chapters.tell_of_the_part": gettext_lazy("Tell members of a chapter that begins nearby"),
    "ingest.forget_traces": gettext_lazy("Forget what earlier uploads left behind"),
    "intake.forget_letters": gettext_lazy("Forget sheets on which nobody wrote"),
    "intake.pass_on": gettext_lazy("Pass on questions of who answers no more"),
    "intake.raise_what_is_late": gettext_lazy("Show late questions to the chapter above"),
    "jobs.prune": gettext_lazy("Forget work that is done"),
    "jobs.refresh_statistics": gettext_lazy("Keep searching quick"),
    "mail.drain": gettext_lazy("Send mail"),
    "mail.fetch": gettext_lazy("Fetch mail from the mailbox"),
    "mail.forget_kept": gettext_lazy("Forget mail that was nobody’s work"),
    "mail.read_inbound": gettext_lazy("Read a message that came in"),
    "people.forget_corrections": gettext_lazy("Forget old corrections of people"),
    "people.look_up_homes": gettext_lazy("Look up the districts that people live in"),
    "petition.build_delivery": gettext_lazy("Put together a list to hand over"),
    "petition.mail_update": gettext_lazy("Mail an update to those who signed"),
    "petition.set_sheets": gettext_lazy("Set the paper sheets of a petition"),
    "petition.tell_that_they_opened": gettext_lazy("Tell those who asked that signing is open"),
    "places.take_back_import": gettext_lazy("Take back a list or a map"),
    "pledge.tell_the_verdict": gettext_lazy("Mail the verdict to those who pledged"),
}


def work_in_words(name: str) -> str:
    return str(WORK.get(name, name))
