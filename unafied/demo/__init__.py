"""The demo: four people, three rooms and a few days of talk, so that a newcomer finds a place that is lived in."""
