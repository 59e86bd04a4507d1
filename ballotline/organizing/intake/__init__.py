"""What people ask us, each as a case: who asks, where they live, who answers, and by when.

Words: a Case is the work of one organizer; its Entries are the thread and the history at once. A CaseKind is what a
case is about ("start a chapter"), with the hours within which it is answered and the words that it is guessed by. A
case lies at the chapter that serves the place (its key as text; "" is the organization's own office), and is given to
one of those on duty there in turn. A Message is what a stranger typed under "Write to us", until the mailbox's owner
confirms it; then it is a case. So is what somebody answers who asks to start a chapter: the chapter that came of it is
one link away.

It must not know what is asked of the public above it: what a case led to is kept as a kind and an id.
"""
