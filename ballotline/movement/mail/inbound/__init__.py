"""Mail that people write to us: taken in whole, read by a reader that no message breaks, handed to who wants it."""
