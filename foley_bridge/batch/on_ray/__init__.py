"""The farm on a Ray cluster; `cluster` is the only module of the project that imports ray."""
