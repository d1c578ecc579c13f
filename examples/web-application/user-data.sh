#!/bin/sh
# Answers every request with one page.
printf '%s\n' '$greeting' 'The database is at $database.' >/tmp/index.html
while true; do
  { printf 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n'; cat /tmp/index.html; } | nc -l -p 80
done &
