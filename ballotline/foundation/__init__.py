"""Tools without opinion. They know no room above them and no person."""
