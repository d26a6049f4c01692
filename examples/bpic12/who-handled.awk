# Who handled some customers of the bank log, and how often, from nothing but its lines: what the
# hunt who-read-this-customer must equal (test/integration/bank.integration.test.ts).
#
#   gunzip -c events.csv.gz | awk -v cases=173688,173691 -f examples/bpic12/who-handled.awk
BEGIN {
  FS = ","
  count = split(cases, asked, ",")
  for (i = 1; i <= count; i++) isAsked[asked[i]] = 1
}
NR > 1 && $2 != "" && ($5 in isAsked) { events[$5 " " $2]++ }
END { for (pair in events) print pair, events[pair] }
