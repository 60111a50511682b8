"""What the browser is sent besides pages: fonts, one style sheet, one script, icons. Built by `bin/build-static`."""
