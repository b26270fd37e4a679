"""One whole week of a team, played against the stand-in and told as readable text."""
