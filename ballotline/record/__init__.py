"""The public record: places, and later offices, elections, law and results. It knows not one supporter."""
