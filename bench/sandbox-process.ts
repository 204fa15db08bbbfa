import { startSandbox } from '../src/sandbox/http/server.ts';

/** Runs the sandbox in its own process: `node bench/sandbox-process.ts <channels> [limits|free] [bots]` prints its address. */
const [channels = '1', limits, bots = '1'] = process.argv.slice(2);
const sandbox = await startSandbox({
  bots: Array.from({ length: Number(bots) }, (_, index) => ({
    token: `${123_456_789 + index}:a-token-for-the-bench-only`,
    id: 123_456_789 + index,
    username: index === 0 ? 'bench_bot' : `bench_${index}_bot`,
    firstName: 'Bench',
  })),
  floodLimits: limits === 'limits' ? { perChatPerSecond: 1, perChatPerMinute: 20, perSecond: 30 } : null,
});
sandbox.addChat({ id: -1_001_000_000_000, type: 'channel', title: 'Bench', username: 'bench_channel' });
for (let index = 1; index <= Number(channels); index += 1) {
  sandbox.addChat({ id: -1_001_000_000_000 - index, type: 'channel', title: `Bench ${index}` });
}
console.log(`address ${sandbox.url}`);
process.on('SIGTERM', () => void sandbox.stop().then(() => process.exit(0)));
