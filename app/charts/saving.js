// How a browser saves a file that the page made: into the visitor's folder of downloads.
const RELEASED = 10000; // ms, after which a browser has taken it
const saveFile = (blob, name) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), RELEASED);
};
