"""What a training keeps to beyond being readable: the checks that `./dev content` runs.

The numbers stand in curricula/standards.toml and the words in curricula/words.toml. The portal
does not need them to start.
"""
