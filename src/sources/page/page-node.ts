/** The parts of a DOM node that are used here. */
export interface PageNode {
  nodeType: number;
  localName?: string | undefined;
  textContent: string | null;
  childNodes: Iterable<PageNode>;
  getAttribute?: (name: string) => string | null;
  closest?: (selector: string) => PageNode | null;
  querySelector?: (selector: string) => PageNode | null;
  remove?: () => void;
}

export interface PageDocument extends PageNode {
  querySelector: (selector: string) => PageNode | null;
  querySelectorAll: (selector: string) => Iterable<PageNode>;
}
