#!/usr/bin/env node
/**
 * The command `khabarshy`. In a checkout it runs the source. The package of npm has no source, but what
 * scripts/build.js compiled from it, because Node strips no types from files below node_modules.
 */
import { existsSync } from 'node:fs';

const source = new URL('../src/start.js', import.meta.url);
const compiled = new URL('../dist/start.js', import.meta.url);
await import(existsSync(source) ? source.href : compiled.href);
