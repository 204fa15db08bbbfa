#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything of ours is loaded: compiled code is kept from start to start.
enableCompileCache();
const { runCommand } = await import('./cli/cli.ts');
process.exitCode = await runCommand(process.argv.slice(2));
