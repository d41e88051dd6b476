seamline.start();
performance.mark("ready");
