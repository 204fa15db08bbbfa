import { faultOfTemplate } from '../compose/template-check.ts';
import { loadConfig, readEnvironment, type Config, type ProcessEnvironment } from '../config/config.ts';

/** The settings, with the templates of posts checked too: for commands that compose posts, or judge the settings. */
export function loadCheckedConfig(
  environment: ProcessEnvironment = readEnvironment(),
  maySandbox = false,
): Promise<Config> {
  return loadConfig(environment, { checkTemplate: faultOfTemplate, maySandbox });
}
