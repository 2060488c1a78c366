// The TypeScript SDK on node:http. Usage: server.mjs PORT DATABASE_PORT
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import mysql from 'mysql2/promise';
import { createServer } from 'node:http';
import * as z from 'zod';

const [port, databasePort] = process.argv.slice(2).map(Number);
const pool = mysql.createPool({
    host: '127.0.0.1', port: databasePort, user: 'reader', password: 'read-only', database: 'load',
    connectionLimit: 8
});
const SQL = 'SELECT entry, name, minlevel, maxlevel, faction FROM creature_template WHERE entry = ?';
const creature = {
    entry: z.number(), name: z.string(), minlevel: z.number(), maxlevel: z.number(), faction: z.number()
};
const answer = content => ({
    content: [{ type: 'text', text: JSON.stringify(content) }], structuredContent: content
});

const makeServer = () => {
    const server = new McpServer({ name: 'reference', version: '1' });
    server.registerTool(
        'echo',
        {
            description: 'Echo the text.',
            inputSchema: z.object({ text: z.string() }),
            outputSchema: z.object({ text: z.string() })
        },
        async ({ text }) => answer({ text })
    );
    server.registerTool(
        'creature',
        {
            description: 'One creature by its entry.',
            inputSchema: z.object({ entry: z.number() }),
            outputSchema: z.object(creature)
        },
        async ({ entry }) => {
            const [rows] = await pool.query(SQL, [entry]);
            return answer({ ...rows[0] });
        }
    );
    return server;
};

const handler = toNodeHandler(createMcpHandler(makeServer, { responseMode: 'json' }));
createServer(handler).listen(port, '127.0.0.1');
