"""Forms: an organization's own questions, whoever answers them confirms by mail, and organizers read the answers.

Words: a Form is what is asked; a Question is one line of it; a Submission is one person's answers. Each answer keeps
its question as it was asked, so it stays readable whatever becomes of the form.
"""
