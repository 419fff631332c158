-- One line that the benchmark reads: requests per second, the 95th percentile in milliseconds, what failed.
done = function(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %.2f %.3f %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(95) / 1000, failed))
end
