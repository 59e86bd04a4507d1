"""What organizers ask of the public, and the work that follows."""
