import { spokenLanguage, type SpokenLanguage } from '../../news/language.ts';
import type { OwnAddress } from '../access/own-host.ts';
import type { Exchange } from './exchange.ts';
import type { SiteParts } from './site-parts.ts';

/**
 * Who asks, for counting. Behind a web server of the newsroom every request comes from that server, which says at the end
 * of X-Forwarded-For from where it got it. Without one nobody's word is taken for it.
 */
export function clientOf(exchange: Exchange, { publicUrl }: OwnAddress): string {
  const address = exchange.remoteAddress;
  if (publicUrl === null) return address;
  const last = exchange.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return last === '' ? address : last.slice(0, 64);
}

/** The first language of the browser, if we speak it; without one, that of the desk. */
export function languageOf(exchange: Exchange, { bots }: Pick<SiteParts, 'bots'>): SpokenLanguage {
  const [wanted = ''] = (exchange.header('accept-language') ?? '').split(/[,;]/, 1);
  return wanted === '' || wanted === '*' ? (bots[0]?.config.deskLanguage ?? 'en') : spokenLanguage(wanted);
}
