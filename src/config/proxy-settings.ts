/** A proxy server as the settings name it. */
export interface ProxyServer {
  protocol: 'http' | 'https' | 'socks5';
  /** A name, or an IP address without brackets. */
  host: string;
  port: number;
  /** null: the proxy asks for none. */
  user: string | null;
  password: string | null;
}

/** A proxy together with the setting that names it. */
export interface NamedProxy extends ProxyServer {
  setting: string;
}

/** The ways out of this machine. */
export interface Proxies {
  /** For https addresses; null: requests go directly. */
  readonly forHttps: NamedProxy | null;
  readonly forHttp: NamedProxy | null;
  /** The entries of `NO_PROXY`, in lower case: hosts that are reached directly. */
  readonly except: readonly string[];
}

export const noProxies: Proxies = { forHttps: null, forHttp: null, except: [] };

const protocols: Readonly<Record<string, ProxyServer['protocol']>> = {
  'http:': 'http',
  'https:': 'https',
  'socks5:': 'socks5',
  // curl's name for a proxy that resolves names. Ours always do.
  'socks5h:': 'socks5',
  'socks:': 'socks5',
};

const usualPorts: Readonly<Record<ProxyServer['protocol'], number>> = { http: 80, https: 443, socks5: 1080 };

/** RFC 1929 gives user and password one byte each for their length. */
const mostCredentialBytes = 255;

/** Reads `http://user:password@host:port`. Without a scheme it is an http proxy, as other programs read it. */
export function parseProxy(text: string): ProxyServer | null {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  const protocol = url === null ? undefined : protocols[url.protocol];
  if (url === null || protocol === undefined || url.hostname === '') return null;
  // A password with an unencoded slash, ? or # ended the host too early.
  if (url.pathname.length > 1 || url.search !== '' || url.hash !== '') return null;
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === null || password === null) return null;
  if ([user, password].some((part) => Buffer.byteLength(part) > mostCredentialBytes)) return null;
  return {
    protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usualPorts[protocol] : Number(url.port),
    user: user === '' && password === '' ? null : user,
    password: user === '' && password === '' ? null : password,
  };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** A name or an IP address, with a port, or with the length of a subnet's prefix. Not a whole address. */
const hostEntry = /^[^/@<>]+(\/\d{1,3})?$/;

/** Reads a list of hosts, separated by commas or spaces. */
export function parseHosts(text: string): string[] | null {
  const hosts = [...new Set(text.toLowerCase().split(/[\s,]+/))].filter((part) => part !== '');
  return hosts.every((host) => hostEntry.test(host)) ? hosts : null;
}

/** The texts of a proxy that must never be shown. The last one is sent to the proxy in a header. */
export function secretsOfProxies({ forHttps, forHttp }: Proxies): string[] {
  return [forHttps, forHttp].flatMap((proxy) => {
    if (proxy === null || proxy.password === null || proxy.password === '') return [];
    return [proxy.password, encodeURIComponent(proxy.password), basicCredentials(proxy)];
  });
}

/** User and password as they stand in the header `Proxy-Authorization: Basic …`. */
export function basicCredentials({ user, password }: ProxyServer): string {
  return Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
}
