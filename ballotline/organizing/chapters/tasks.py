"""What the worker calls for chapters."""

from django.utils import timezone

from ballotline.foundation.jobs import services as jobs
from ballotline.organizing.chapters.models import Chapter
from ballotline.organizing.chapters.services import members


@jobs.long
def tell_of_the_part(chapter: str, begun: str) -> None:
    """After a split. Once more tells nobody twice."""
    old, new = Chapter.objects.get(public_id=chapter), Chapter.objects.get(public_id=begun)
    members.tell_of_the_part(chapter=old, begun=new, at=timezone.now())
