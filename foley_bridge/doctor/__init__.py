"""The doctor: what this machine has and lacks, in plain sentences with the remedy; it changes nothing."""
