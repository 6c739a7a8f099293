import { defineApp } from 'kfw';
import routes from './config/routes.js';
import topics from './config/topics.js';

export default defineApp({ routes, topics, strictTopics: true });
