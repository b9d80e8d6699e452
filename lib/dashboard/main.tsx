import './style.css';
import { render } from 'preact';
import { Dashboard } from './dashboard.js';

const root = document.getElementById('dashboard');
if (root !== null) {
  root.replaceChildren();
  render(<Dashboard />, root);
}
