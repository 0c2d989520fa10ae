"""Listening tests: blind comparisons and ratings by people, stored answer by answer, and what they show."""
