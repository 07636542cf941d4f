"""Who is on shift when: service areas, weekly shifts, dated exceptions, and files of them."""
