import { expect, test } from 'vitest';
import { analyze } from '../../../../rules/src/analyze.js';
import { printed, restored } from './compile.js';

// Compiled by Babel 7.20, with regenerator of its own.
const CLASSIC = `export function f(_x) {
  return _f.apply(this, arguments);
}
function _f() {
  _f = _asyncToGenerator( /*#__PURE__*/_regeneratorRuntime().mark(function _callee(a) {
    var b;
    return _regeneratorRuntime().wrap(function _callee$(_context) {
      while (1) switch (_context.prev = _context.next) {
        case 0:
          _context.prev = 0;
        case 1:
          _context.next = 3;
          return a.b();
        case 3:
          if (!_context.sent) {
            _context.next = 8;
            break;
          }
          _context.next = 6;
          return c();
        case 6:
          _context.next = 1;
          break;
        case 8:
          _context.next = 13;
          break;
        case 10:
          _context.prev = 10;
          _context.t0 = _context["catch"](0);
          log(_context.t0);
        case 13:
          _context.prev = 13;
          _context.next = 16;
          return d();
        case 16:
          b = _context.sent;
          use(b);
          return _context.finish(13);
        case 19:
          return _context.abrupt("return", 7);
        case 20:
        case "end":
          return _context.stop();
      }
    }, _callee, null, [[0, 10, 13, 19]]);
  }));
  return _f.apply(this, arguments);
}`;

// Compiled by Babel 7.28.
const SHORT = `export var f = /*#__PURE__*/function () {
  var _ref = _asyncToGenerator(/*#__PURE__*/_regenerator().m(function _callee(a) {
    var b, _t, _t2;
    return _regenerator().w(function (_context) {
      while (1) switch (_context.p = _context.n) {
        case 0:
          _context.p = 0;
        case 1:
          _context.n = 2;
          return a.b();
        case 2:
          if (!_context.v) {
            _context.n = 4;
            break;
          }
          _context.n = 3;
          return c();
        case 3:
          _context.n = 1;
          break;
        case 4:
          _context.n = 6;
          break;
        case 5:
          _context.p = 5;
          _t = _context.v;
          log(_t);
        case 6:
          _context.p = 6;
          _context.n = 7;
          return d();
        case 7:
          b = _context.v;
          use(b);
          return _context.f(6);
        case 8:
          return _context.a(2, 7);
      }
    }, _callee, null, [[0, 5, 6, 8]]);
  }));
  return function f(_x) {
    return _ref.apply(this, arguments);
  };
}();`;

function body(error: string): string {
  return `async function f(a) {
    try {
        while (await a.b()) {
            await c();
        }
    }
    catch (${error}) {
        log(${error});
    }
    finally {
        const b = await d();
        use(b);
    }
    return 7;
}`;
}

test('an async function that regenerator took apart is as it was', () => {
  expect(plain(restored(CLASSIC)!)).toBe(plain(`export ${body('_t0')}`));
});

test('the same with the shorter names of later versions', () => {
  expect(plain(restored(SHORT)!)).toBe(plain(`export var f = ${body('_t')};`));
});

test('a method of a class keeps its name and what it does over an await', () => {
  const text = restored(`_createClass(Pool, [{
  key: "take",
  value: function () {
    var _take = _asyncToGenerator(/*#__PURE__*/_regenerator().m(function _callee(a) {
      var _t, _t2;
      return _regenerator().w(function (_context) {
        while (1) switch (_context.n) {
          case 0:
            _t = this.items;
            _context.n = 1;
            return a;
          case 1:
            _t.push.call(_t, _context.v);
            _t2 = this.size;
            _context.n = 2;
            return a;
          case 2:
            this.size = _t2 += _context.v;
          case 3:
            return _context.a(2);
        }
      }, _callee, this);
    }));
    function take(_x) {
      return _take.apply(this, arguments);
    }
    return take;
  }()
}]);`);
  expect(plain(text!)).toBe(
    plain(`_createClass(Pool, [{ key: "take", value: async function take(a) {
      this.items.push(await a);
      this.size += await a;
    } }]);`),
  );
});

test.each([
  [
    'Babel 7.28',
    `function f(_x) {
  return _f.apply(this, arguments);
}
function _f() {
  _f = _asyncToGenerator(/*#__PURE__*/_regenerator().m(function _callee(a) {
    var _loop;
    return _regenerator().w(function (_context2) {
      while (1) switch (_context2.n) {
        case 0:
          _loop = /*#__PURE__*/_regenerator().m(function _loop() {
            var one;
            return _regenerator().w(function (_context) {
              while (1) switch (_context.n) {
                case 0:
                  one = a.take();
                  later(function () {
                    return one;
                  });
                  _context.n = 1;
                  return g(one);
                case 1:
                  return _context.a(2);
              }
            }, _loop);
          });
        case 1:
          if (!a.next()) {
            _context2.n = 3;
            break;
          }
          return _context2.d(_regeneratorValues(_loop()), 2);
        case 2:
          _context2.n = 1;
          break;
        case 3:
          return _context2.a(2);
      }
    }, _callee);
  }));
  return _f.apply(this, arguments);
}`,
  ],
  [
    'Babel 7.20',
    `function f(_x) {
  return _f.apply(this, arguments);
}
function _f() {
  _f = _asyncToGenerator(/*#__PURE__*/_regeneratorRuntime().mark(function _callee(a) {
    var _loop;
    return _regeneratorRuntime().wrap(function _callee$(_context2) {
      while (1) switch (_context2.prev = _context2.next) {
        case 0:
          _loop = /*#__PURE__*/_regeneratorRuntime().mark(function _loop() {
            var one;
            return _regeneratorRuntime().wrap(function _loop$(_context) {
              while (1) switch (_context.prev = _context.next) {
                case 0:
                  one = a.take();
                  later(function () {
                    return one;
                  });
                  _context.next = 4;
                  return g(one);
                case 4:
                case "end":
                  return _context.stop();
              }
            }, _loop);
          });
        case 1:
          if (!a.next()) {
            _context2.next = 5;
            break;
          }
          return _context2.delegateYield(_loop(), "t0", 3);
        case 3:
          _context2.next = 1;
          break;
        case 5:
        case "end":
          return _context2.stop();
      }
    }, _callee);
  }));
  return _f.apply(this, arguments);
}`,
  ],
])('the turns of a loop, which %s makes a function of, are awaited', (_, code) => {
  expect(plain(restored(code)!)).toBe(
    plain(`async function f(a) {
      const _loop = async function () {
        const one = a.take();
        later(function () { return one; });
        await g(one);
      };
      while (a.next()) await _loop();
    }`),
  );
});

test('the methods of a class that Babel took apart know one another', () => {
  const code = `var Disk = /*#__PURE__*/function () {
  function Disk() {
    _classCallCheck(this, Disk);
  }
  return _createClass(Disk, [{
    key: "isReady",
    value: function () {
      var _isReady = _asyncToGenerator(/*#__PURE__*/_regenerator().m(function _callee() {
        return _regenerator().w(function (_context) {
          while (1) switch (_context.n) {
            case 0:
              _context.n = 1;
              return this.ask();
            case 1:
              return _context.a(2, _context.v.ready);
          }
        }, _callee, this);
      }));
      function isReady() {
        return _isReady.apply(this, arguments);
      }
      return isReady;
    }()
  }, {
    key: "waitUntilReady",
    value: function () {
      var _waitUntilReady = _asyncToGenerator(/*#__PURE__*/_regenerator().m(function _callee2() {
        return _regenerator().w(function (_context2) {
          while (1) switch (_context2.n) {
            case 0:
              if (this.isReady()) {
                _context2.n = 2;
                break;
              }
              _context2.n = 1;
              return pause(100);
            case 1:
              _context2.n = 0;
              break;
            case 2:
              return _context2.a(2);
          }
        }, _callee2, this);
      }));
      function waitUntilReady() {
        return _waitUntilReady.apply(this, arguments);
      }
      return waitUntilReady;
    }()
  }]);
}();`;
  const { findings } = analyze(code, 'javascript', { rules: { 'no-async-condition': { promises: true } } });
  expect(findings.map(({ range }) => code.slice(range[0], range[1]))).toEqual(['this.isReady()']);
});

function plain(script: string): string {
  return printed(script)
    .replace(/function _f\(\) \{[^]*$|var _t0;|[;{}]|!\(|[()]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
