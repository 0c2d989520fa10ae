"""Tables of sounds that lie anywhere: small pictures, and what can be done with a row, by the keys of takes."""
