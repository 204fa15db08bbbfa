/**
 * Under which name commits of articles are told. Every schema has its own: see migration 0012. The name of a schema may be
 * too long for it.
 */
export const toldAs = `select case coalesce(current_schema(), 'public') when 'public' then 'khabarshy_articles'
  else 'khabarshy_articles_' || md5(current_schema()) end as name`;

/** Under which name changes are told to the other processes of a schema. */
export const noticesOf = `select 'khabarshy_cluster_' || md5(coalesce(current_schema(), 'public')) as name`;
