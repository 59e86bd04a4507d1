"""Calls: people look up who decides for them, tap to dial, and tap how it went; one press files all asks together.

Words: a campaign has asks and says whom to call; a target is somebody in office whom it reaches; a Call is one press on
one of eight outcomes, and stores no person. The lookup is forgotten: what rides along in the form is signed and holds
no address.
"""
