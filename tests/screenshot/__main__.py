"""Takes the picture in the README anew."""

from tests.screenshot import main

main()
