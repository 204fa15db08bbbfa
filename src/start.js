#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// JavaScript, and the only file that is: where every .ts file comes compiled from the cache, Node never loads
// its TypeScript compiler, which costs 50 ms and 12 MB. Asked of a .ts file the cache would come too late.
enableCompileCache();
await import('./main.ts');
