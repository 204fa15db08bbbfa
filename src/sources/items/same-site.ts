import { isIP } from 'node:net';
import { siteOf } from '../../news/url-key.ts';

/** Second levels under which countries register names: `com.kz`, `co.uk`. */
const registries = new Set('com co org net gov edu mil ac or ne go gob info biz msk spb nom'.split(' '));

/** Under these each name is a site of its own. */
const hostings = new Set(
  'blogspot.com wordpress.com github.io gitlab.io livejournal.com medium.com tilda.ws narod.ru ucoz.ru ucoz.kz tumblr.com netlify.app vercel.app pages.dev substack.com'.split(
    ' ',
  ),
);

/** Whether two addresses belong to one site: `kaz.steppe.example` and `steppe.example` do. */
export function isSameSite(one: string, other: string): boolean {
  const [first, second] = [nameOf(one), nameOf(other)];
  return first !== '' && first === second;
}

/** The part of a host that somebody registered. An IP address counts with its port. */
function nameOf(address: string): string {
  const url = URL.parse(address);
  if (url === null) return '';
  const host = siteOf(address);
  if (isIP(url.hostname.replaceAll(/[[\]]/gu, '')) !== 0 || !host.includes('.')) return url.host;
  const labels = host.split('.');
  const isLong = registries.has(labels.at(-2) ?? '') && labels.at(-1)?.length === 2;
  const name = labels.slice(isLong ? -3 : -2).join('.');
  return hostings.has(name) ? labels.slice(-3).join('.') : name;
}
