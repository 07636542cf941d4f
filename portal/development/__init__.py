"""What only a developer's machine has: the mail catcher, the sample world, the component page."""
