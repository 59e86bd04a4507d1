"""One row about us: name, look, postal address, who pays, zone, language. It knows nobody."""
