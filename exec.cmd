@rem npm start says "exec node ...": on POSIX systems Ctrl+C then reaches node itself, which ends in order and with code 0.
@rem Windows has no exec; this stands in for it.
@%*
