// Loaded into the measured program with --import: answers each message of the soak with the memory that it uses.
// Without a reference to the channel the program can end as it does without it.
process.on('message', () => process.send?.(process.memoryUsage()));
process.channel?.unref();
