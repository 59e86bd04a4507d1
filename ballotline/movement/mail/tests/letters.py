"""Letters that people send to Rivertown, as their mail programs write them."""


def letter(
    text: str = "Where do you meet?", *headers: str, sender: str = "Ana Flores <ana@rivertown.example>"
) -> bytes:
    """One plain message. `headers` are further lines of its head, or other values for those that it has."""
    named = {line.partition(":")[0].lower() for line in headers}
    usual = [
        f"From: {sender}",
        "To: hello@rivertown.example",
        "Subject: A question",
        "Message-ID: <1@rivertown.example>",
    ]
    lines = [*headers, *(line for line in usual if line.partition(":")[0].lower() not in named)]
    return "\r\n".join([*lines, "", text.replace("\n", "\r\n"), ""]).encode()


def of_parts(
    *parts: str, kind: str = "mixed", boundary: str = "edge", head: str = "From: ana@rivertown.example"
) -> bytes:
    """A message of parts; each part is its headers, an empty line and its body."""
    lines = [head, f'Content-Type: multipart/{kind}; boundary="{boundary}"', ""]
    for part in parts:
        lines += [f"--{boundary}", part]
    return "\n".join([*lines, f"--{boundary}--", ""]).encode()
