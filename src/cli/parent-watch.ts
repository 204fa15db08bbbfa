import { readFileSync } from 'node:fs';

/** How often we look. Whoever stopped npm should not wait long for the program to end as well. */
const lookMs = 500;

/** A shell, and the launcher of an older Node, may stand between npm and us. */
const mostAncestors = 4;

/** npm runs its scripts with one of them. */
const shells = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh']);

/**
 * Ends the program together with the npm that started it (`npm start`, `npx khabarshy run`). npm hands SIGTERM to its
 * shell only, and SIGKILL to nobody: the program would stay, and post beside the next one that is started.
 * @param env the variables of this process; without npm's nothing is watched.
 * @param onGone called once, when a process between npm and us, or npm itself, has ended.
 */
export function watchParent(env: Readonly<Record<string, string | undefined>>, onGone: () => void): void {
  if (env.npm_execpath === undefined) return;
  const atStart = ancestorsUpToNpm();
  // npm can end while we still load, too.
  if (atStart === null) return queueMicrotask(onGone);
  const timer = setInterval(() => {
    if (areStillThere(atStart)) return;
    clearInterval(timer);
    onGone();
  }, lookMs);
  timer.unref();
}

/**
 * Their process ids, the parent first; null: npm has ended already, and left us and its shell to the first process.
 * We know only the parent where the system has no /proc, or where somebody else, such as pm2, started us with npm's
 * variables.
 */
function ancestorsUpToNpm(): number[] | null {
  const ancestors = [process.ppid];
  let isLeftBehind = true;
  for (let pid = process.ppid; ancestors.length <= mostAncestors;) {
    const known = readProcess(pid);
    if (known === null) break;
    if (known.name.startsWith('npm')) return ancestors;
    if (pid === 1) return isLeftBehind ? null : [process.ppid];
    isLeftBehind &&= shells.has(known.name);
    pid = known.parent;
    ancestors.push(pid);
  }
  return [process.ppid];
}

/** A process whose parent has ended gets another parent, so each link of the chain is compared. */
function areStillThere([parent, ...others]: readonly number[]): boolean {
  if (process.ppid !== parent) return false;
  let pid = parent;
  for (const ancestor of others) {
    if (readProcess(pid)?.parent !== ancestor) return false;
    pid = ancestor;
  }
  return true;
}

/** Linux only; null elsewhere, and for a process that has ended. Source: proc_pid_stat(5). */
function readProcess(pid: number): { name: string; parent: number } | null {
  try {
    const [, name = '', parent] =
      /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return parent === undefined ? null : { name, parent: Number(parent) };
  } catch {
    return null;
  }
}
