// A call as others can run it: curl, the command line, Java.

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The call as curl; the token is named, never shown. */
export function asCurl(origin, procedure, request, hasToken) {
  const header = hasToken ? ' -H "Authorization: Bearer $GISTWIRE_TOKEN"' : '';
  return `curl --json ${quoted(JSON.stringify(request))}${header} ${origin}/gistwire.v1.${procedure}`;
}

/** A search as the command line takes it; null where it has no such form. */
export function asCommand(search, minScore = 0) {
  if (search.photo) return null;
  const parts = ['gistwire search'];
  if (search.like) parts.push('--like', search.like);
  else if (search.words) parts.push('--words', quoted(search.text));
  else parts.push(quoted(search.text));
  search.sources.forEach((source) => parts.push('--source', source));
  search.labels.forEach((label) => parts.push('--label', quoted(label)));
  if (search.newest) parts.push('--newest', '--min-score', String(minScore));
  return parts.join(' ');
}

/** A call in Java with the SDK. The request is read from its JSON form. */
export function asJava(target, procedure, request, hasToken) {
  const [service, method] = procedure.split('/');
  const calls = { SearchService: 'search', WatchService: 'watches', GistService: 'gists' }[service];
  const lower = method[0].toLowerCase() + method.slice(1);
  const text = JSON.stringify(JSON.stringify(request));
  return [
    `${method}Request.Builder request = ${method}Request.newBuilder();`,
    `JsonFormat.parser().merge(${text}, request);`,
    `try (GistwireClient client = GistwireClient.builder().target("${target}")${hasToken ? '.token(System.getenv("GISTWIRE_TOKEN"))' : ''}.build()) {`,
    `  System.out.println(client.${calls}().${lower}(request.build()).join());`,
    '}',
  ].join('\n');
}
