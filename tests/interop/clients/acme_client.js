// SPDX-License-Identifier: Apache-2.0
// node acme_client.js obtain|revoke DIRECTORY EMAIL NAME METHOD [KEY_ID HMAC_KEY]
// Keeps the account key and the chain in the working directory.
'use strict';

const acme = require('acme-client');
const { execFileSync } = require('child_process');
const fs = require('fs');
const http = require('http');
const tls = require('tls');

const [command, directoryUrl, email, name, method, kid, hmacKey] = process.argv.slice(2);
const servers = [];

function listen(server, port) {
    servers.push(server);
    return new Promise((done) => { server.listen(port, done); });
}

const solvers = {
    'http-01': {
        present: (authz, challenge, keyAuthorization) => listen(http.createServer((request, answer) => {
            answer.end(request.url === `/.well-known/acme-challenge/${challenge.token}` ? keyAuthorization : '');
        }), 80),
    },
    'dns-01': {
        present: (authz, challenge, value) => { execFileSync('campus-dns', ['add', name, value]); },
        cleanUp: () => { execFileSync('campus-dns', ['delete', name]); },
    },
    'tls-alpn-01': {
        present: async (authz, challenge, keyAuthorization) => {
            const [key, cert] = await acme.crypto.createAlpnCertificate(authz, keyAuthorization);
            await listen(tls.createServer({ key, cert, ALPNProtocols: ['acme-tls/1'] }), 443);
        },
    },
};

function accountKey() {
    return fs.existsSync('account.pem') ? fs.readFileSync('account.pem') : null;
}

async function client() {
    let key = accountKey();
    if (!key) {
        key = await acme.crypto.createPrivateEcdsaKey();
        fs.writeFileSync('account.pem', key);
    }
    const externalAccountBinding = kid ? { kid, hmacKey } : undefined;
    return new acme.Client({ directoryUrl, accountKey: key, externalAccountBinding });
}

async function obtain() {
    const [, csr] = await acme.crypto.createCsr({ altNames: [name] });
    const solver = solvers[method] || { present: () => { throw new Error('a challenge was not expected'); } };
    const chain = await (await client()).auto({
        csr, email, termsOfServiceAgreed: true, challengePriority: [method],
        challengeCreateFn: solver.present,
        challengeRemoveFn: async () => {
            if (solver.cleanUp) solver.cleanUp();
            servers.splice(0).forEach((server) => server.close());
        },
    });
    fs.writeFileSync('chain.pem', chain);
}

async function revoke() {
    const certificates = await client();
    await certificates.createAccount({ termsOfServiceAgreed: true });
    await certificates.revokeCertificate(fs.readFileSync('chain.pem'));
}

(command === 'obtain' ? obtain() : revoke()).then(() => process.exit(0), (error) => {
    console.error(error);
    process.exit(1);
});
