"""Takes the pictures in the README anew."""

from tests.screenshot import main

main()
